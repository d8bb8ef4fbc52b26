import { loadRaw } from '../../../runtime/conformance/subject.ts';
import { nodePlatform } from '../../../runtime/platform/node.ts';
import type { PythonSubject } from '../../python/test/suites/subject.ts';
import { pythonSealed } from '../index.js';

const { readBytes } = nodePlatform();

/** A fresh instance in this thread, with room for the largest tensors that are tried. */
export const loadSealed = () => loadRaw({ package: { ...pythonSealed, limits: { memoryBytes: 2 ** 30 } }, readBytes }, 'glue');

export const sealedSubject: PythonSubject = { start: async () => (await loadSealed()).executor, platform: 'wasi', ctypes: false };
