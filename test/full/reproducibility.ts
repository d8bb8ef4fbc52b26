// Two clean builds in different folders give the same bytes.
import { checkReproducible } from '../../build/reproducibility.ts';

await checkReproducible({});
