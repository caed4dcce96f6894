/** What the test of examples/react.tsx loads: the component on a page. */
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Upscaler } from 'subpixel/web';
import { Enlarged } from '../../examples/react.tsx';

const upscaler = new Upscaler({ device: 'wasm' });

function App() {
  const [scale, setScale] = useState(2);
  return (
    <>
      <button type="button" onClick={() => setScale(3)}>
        Larger
      </button>
      <Enlarged upscaler={upscaler} src="/examples/cat.png" alt="A cat" scale={scale} />
    </>
  );
}

createRoot(document.body.appendChild(document.createElement('div'))).render(<App />);
