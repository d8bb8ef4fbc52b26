import { afterAll } from 'vitest';
import { runtimeSuite } from '../conformance/runtime/suite.ts';
import { vitestRuntime } from './vitest-runtime.ts';

afterAll(runtimeSuite(vitestRuntime({ coordinator: 'inline' })));
