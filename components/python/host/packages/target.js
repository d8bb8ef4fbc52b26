// @ts-check

/** What Pyodide 314 is to a package: the Python, and the platform whose wheels it loads. */
export const target = Object.freeze({
  python: '3.14.2',
  /** The last part of a wheel's name. */
  platform: 'pyemscripten_2026_0_wasm32',
  /** The environment of PEP 508 markers. */
  markers: Object.freeze({
    implementation_name: 'cpython',
    implementation_version: '3.14.2',
    os_name: 'posix',
    platform_machine: 'wasm32',
    platform_release: '5.0.3',
    platform_system: 'Emscripten',
    platform_version: '#1',
    python_full_version: '3.14.2',
    platform_python_implementation: 'CPython',
    python_version: '3.14',
    sys_platform: 'emscripten',
  }),
});
