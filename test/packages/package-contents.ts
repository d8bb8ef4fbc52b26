/** Beside manifest, README and licence. */
const contents: Readonly<Record<string, readonly RegExp[]>> = {
  polyray: [
    /^NOTICE$/,
    /^wit\/[a-z]+\.wit$/,
    /^dist\/.+\.(js|js\.map|d\.ts)$/,
    /^dist\/(browser|component)\/js-component-bindgen-component\.core2?\.wasm$/,
    /^dist\/templates\//,
  ],
  'polyray-cpp': [
    /^index\.(js|d\.ts)$/,
    /^generated\/operations\.d\.ts$/,
    /^dist\/builds\.js$/,
    /^dist\/cpp\.(js|component\.wasm|core2?\.wasm)$/,
  ],
  'polyray-ml': [
    /^index\.(js|d\.ts)$/,
    /^generated\/operations\.d\.ts$/,
    /^dist\/builds\.js$/,
    /^dist\/(relaxed|simd128)\/ml\.(js|component\.wasm|core\.wasm)$/,
  ],
  'polyray-python': [
    /^(index\.(js|d\.ts)|packages\.d\.ts)$/,
    /^generated\/operations\.d\.ts$/,
    /^host\/.+\.(js|py)$/,
    /^wit\/interpreter\.wit$/,
    /^vendor\/cloudpickle\/LICENSE$/,
    /^dist\/python\.(js|component\.wasm|core[23]?\.wasm|manifest\.json|snapshot)$/,
    /^dist\/builds\.js$/,
    /^dist\/no-module\/pyodide\.asm\.wasm$/,
  ],
};

/** What is in a published package, and nothing else: patterns of paths in it, each of which some file fits. */
export function packageContents(name: string): readonly RegExp[] {
  return [/^package\.json$/, /^README\.md$/, /^LICENSE$/, /^THIRD_PARTY_NOTICES$/, ...contents[name]!];
}
