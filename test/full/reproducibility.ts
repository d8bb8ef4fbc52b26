// Two clean builds that differ in folder, user, time zone, locale, umask and compilers at once give the same bytes.
import { checkReproducible } from '../../build/reproducibility.ts';

await checkReproducible({});
