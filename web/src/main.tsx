/** Begins. */
import './styles/base.css';
import './styles/controls.css';
import './styles/welcome.css';
import './styles/workspace.css';
import './styles/preview.css';
import './styles/viewer.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { startServiceWorker } from './offline.ts';
import { queue } from './store.ts';

render(<App />, document.getElementById('app')!);
void startServiceWorker(() => queue.value.items.length === 0);
