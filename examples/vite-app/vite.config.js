// A Vite app: npm install && npx vite build && npx vite preview
import { defineConfig } from 'vite';

const headers = {
  // cross-origin isolation: threads may share memory
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  server: { headers },
  preview: {
    headers: {
      ...headers,
      'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:",
    },
  },
  // threads are modules; what is loaded by its address stays a file, which a policy without data: needs
  worker: { format: 'es' },
  build: { target: 'es2024', assetsInlineLimit: 0 },
  // in development: tasks are to import the polyray that their thread has, and not a pre-bundled one
  optimizeDeps: { exclude: ['polyray', 'polyray-cpp'] },
});
