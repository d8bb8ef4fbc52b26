import { Enums, Models, Serialize, Spec, Validation } from '@cyclonedx/cyclonedx-library';
import type { Ingredient, Published } from './ingredient.ts';

const { version: specification } = Spec.Spec1dot6;
const algorithms = { 'SHA-256': Enums.HashAlgorithm['SHA-256'], 'SHA-512': Enums.HashAlgorithm['SHA-512'] } as const;

/**
 * A package's bill of materials in CycloneDX, checked by its schema. The same for the same sources: it has neither a date nor
 * a number of its own.
 *
 * @param files SHA-256 of what is published, by path
 * @throws Error where it is not valid
 */
export async function billOfMaterials(published: Published, files: ReadonlyMap<string, string>): Promise<string> {
  const bom = new Models.Bom();
  const { name, version, licence, description, ingredients } = published;
  const subject = new Models.Component(Enums.ComponentType.Library, name, {
    version,
    description,
    bomRef: name,
    purl: `pkg:npm/${name}@${version}`,
    licenses: new Models.LicenseRepository([new Models.LicenseExpression(licence)]),
    components: new Models.ComponentRepository([...files].map(([file, sha256]) => fileOf(file, sha256))),
  });
  bom.metadata.component = subject;
  for (const ingredient of ingredients.filter(({ how }) => how !== 'tool')) {
    const component = componentOf(ingredient);
    bom.components.add(component);
    subject.dependencies.add(component.bomRef);
  }
  for (const tool of ingredients.filter(({ how }) => how === 'tool')) bom.metadata.tools.components.add(componentOf(tool));
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  const text = serializer.serialize(bom, { sortLists: true, space: 2 });
  const mistakes = await new Validation.JsonStrictValidator(specification).validate(text);
  if (mistakes !== null) throw new Error(`The bill of materials of ${name} is not valid: ${JSON.stringify(mistakes)}`);
  return `${text}\n`;
}

function componentOf({ name, version, licence, purl, how, part, hash, copyright = [] }: Ingredient): Models.Component {
  return new Models.Component(Enums.ComponentType.Library, name, {
    version,
    purl,
    bomRef: `${purl}#${how}`,
    scope: how === 'tool' ? Enums.ComponentScope.Excluded : Enums.ComponentScope.Required,
    licenses: new Models.LicenseRepository([new Models.LicenseExpression(licence)]),
    ...(part === undefined ? {} : { description: part }),
    ...(copyright.length === 0 ? {} : { copyright: copyright.join('\n') }),
    ...(hash === undefined ? {} : { hashes: new Models.HashDictionary([[algorithms[hash.algorithm], hash.hex]]) }),
    properties: new Models.PropertyRepository([new Models.Property('polyray:how', how)]),
  });
}

function fileOf(file: string, sha256: string): Models.Component {
  const hashes = new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], sha256]]);
  return new Models.Component(Enums.ComponentType.File, file, { bomRef: file, hashes });
}
