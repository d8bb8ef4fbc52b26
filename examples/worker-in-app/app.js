// Somebody's app: its page talks with a worker of its own, as before; that polyray runs in there it need not know.
const engine = new Worker(new URL('./engine.js', import.meta.url), { type: 'module', name: 'engine' });
engine.onmessage = ({ data }) => {
  document.querySelector('#primes').textContent = data.error ?? data.count;
};
document.querySelector('button').onclick = () => engine.postMessage({ below: 100_000 });
