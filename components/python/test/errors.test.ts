import { errorsSuite } from './suites/errors.ts';
import { pyodideSubject } from './suites/subject.ts';

errorsSuite(pyodideSubject);
