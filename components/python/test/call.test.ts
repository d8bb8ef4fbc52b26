import { callSuite } from './suites/call.ts';
import { pyodideSubject } from './suites/subject.ts';

callSuite(pyodideSubject);
