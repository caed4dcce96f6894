/** How close a result is to the picture that it should be, when the visitor has that. */
import { useSignal } from '@preact/signals';
import type { Measured } from '../engine/protocol.ts';
import { texts } from '../i18n/i18n.ts';
import type { Made, Problem } from '../queue/queue.ts';
import { engine, problemOf } from '../store.ts';
import { RulerIcon } from './icons.tsx';
import { PickFiles } from './pick-files.tsx';

type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'working' }
  | { readonly kind: 'done'; readonly name: string; readonly scores: Measured }
  | { readonly kind: 'failed'; readonly problem: Problem };

export function Measure({ made }: { readonly made: Made }) {
  const t = texts.value.measure;
  const state = useSignal<State>({ kind: 'none' });
  const { size } = made.recipe;
  const scale = 'scale' in size && Number.isInteger(size.scale) && size.scale > 1 ? size.scale : undefined;
  const run = async (original: File): Promise<void> => {
    state.value = { kind: 'working' };
    try {
      const scores = await engine.run({ kind: 'measure', made: made.blob, original, scale: scale! });
      state.value = { kind: 'done', name: original.name, scores };
    } catch (error) {
      state.value = { kind: 'failed', problem: problemOf(error) };
    }
  };
  const now = state.value;
  return (
    <div class="measure">
      <div class="measure-text" aria-live="polite">
        <h3>
          <RulerIcon />
          {t.title}
        </h3>
        {now.kind === 'done' ? <Scores name={now.name} scores={now.scores} /> : null}
        {now.kind === 'failed' ? <p class="error">{now.problem.message}</p> : null}
        {now.kind === 'none' ? <p class="hint">{scale === undefined ? t.whole : t.hint}</p> : null}
        {now.kind === 'working' ? <p class="hint">{t.working}</p> : null}
      </div>
      {scale !== undefined && (
        <PickFiles class="button" several={false} onFiles={([file]) => file && void run(file)}>
          {now.kind === 'done' ? t.again : t.choose}
        </PickFiles>
      )}
    </div>
  );
}

function Scores({ name, scores }: { readonly name: string; readonly scores: Measured }) {
  const t = texts.value.measure;
  return (
    <table class="scores">
      <caption class="hint">{t.caption(name)}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">PSNR</th>
          <th scope="col">SSIM</th>
        </tr>
      </thead>
      <tbody>
        {(Object.keys(scores) as (keyof Measured)[]).map((protocol) => (
          <tr key={protocol}>
            <th scope="row">{t.protocols[protocol]}</th>
            <td>{Number.isFinite(scores[protocol].psnr) ? scores[protocol].psnr.toFixed(2) : '∞'} dB</td>
            <td>{scores[protocol].ssim.toFixed(4)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
