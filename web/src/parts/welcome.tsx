/** What a visitor sees first: what it is for, a place to drop pictures, and a picture to try. */
import { useSignal } from '@preact/signals';
import sample from '../../../examples/cat.png';
import { texts } from '../i18n/i18n.ts';
import thumbnail from '../pictures/cat-small.webp';
import after from '../pictures/demo-after.webp';
import before from '../pictures/demo-before.webp';
import { addFiles, addList } from '../store.ts';
import { CompareLine } from './compare-line.tsx';
import { PictureIcon } from './icons.tsx';
import { PickFiles } from './pick-files.tsx';

export function Welcome() {
  const { welcome } = texts.value;
  return (
    <div class="welcome">
      <section class="intro">
        <h1>{welcome.title}</h1>
        <p class="lead">{welcome.lead}</p>
        <div class="dropzone">
          <PictureIcon />
          <p class="drop-title">{welcome.drop}</p>
          <p class="hint">{welcome.how}</p>
          <div class="row">
            <PickFiles class="button primary" onFiles={addList}>
              {welcome.choose}
            </PickFiles>
            <PickFiles class="button" folder onFiles={addList}>
              {welcome.folder}
            </PickFiles>
          </div>
        </div>
        <button type="button" class="sample" onClick={() => void trySample()}>
          <img src={thumbnail} width={72} height={48} alt="" />
          <span>
            <strong>{welcome.sample}</strong>
            <span class="hint">{welcome.sampleName}</span>
          </span>
        </button>
      </section>
      <Demo />
      <dl class="facts">
        {welcome.facts.map(([term, description]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Demo() {
  const { welcome } = texts.value;
  const share = useSignal(0.5);
  return (
    <figure class="demo">
      <div class="demo-stage">
        <img src={after} width={480} height={560} alt="" draggable={false} />
        <img
          src={before}
          width={480}
          height={560}
          alt=""
          draggable={false}
          style={{ clipPath: `inset(0 ${(1 - share.value) * 100}% 0 0)` }}
        />
        <span class="tag left">{welcome.demoBefore}</span>
        <span class="tag right">{welcome.demoAfter}</span>
        <CompareLine share={share} label={welcome.demoLine} />
      </div>
      <figcaption class="hint">{welcome.demo}</figcaption>
    </figure>
  );
}

async function trySample(): Promise<void> {
  const blob = await (await fetch(sample)).blob();
  addFiles([{ file: new File([blob], 'cat.png', { type: 'image/png' }), path: 'cat.png' }]);
}
