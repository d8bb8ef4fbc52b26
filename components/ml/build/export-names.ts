interface BinaryenModule {
  removeExport(name: string): void;
  addFunctionExport(internal: string, external: string): void;
}

const executor = 'polyray:compute/executor@0.1.0';

/** AssemblyScript cannot spell export names such as `polyray:compute/executor@0.1.0#execute`: they are given after compiling. */
export function nameExports(module: BinaryenModule): void {
  for (const name of ['name', 'version', 'operations', 'execute']) {
    module.removeExport(`wit_${name}`);
    module.addFunctionExport(`abi/exports/wit_${name}`, `${executor}#${name}`);
  }
  // the runtime's functions are exports because its file is compiled as an entry
  for (const name of ['__new', '__renew', '__link', '__visit', 'stop']) module.removeExport(name);
  // only a call takes arguments and makes something; the other replies are there for good
  module.removeExport('wit_returned');
  module.addFunctionExport('abi/exports/wit_returned', `cabi_post_${executor}#execute`);
}
