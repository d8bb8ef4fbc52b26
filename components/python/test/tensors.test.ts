import { pyodideSubject } from './suites/subject.ts';
import { tensorsSuite } from './suites/tensors.ts';

tensorsSuite(pyodideSubject);
