import { pythonSealed } from '../../../components/python-sealed/index.js';
import type { SubjectRequests } from '../../../runtime/conformance/subject.ts';
import { pythonSubject } from './python.ts';

export const pythonSealedSubject: SubjectRequests = { ...pythonSubject, package: pythonSealed, glueOnly: true };
