/** The four kernels on a part of the picture. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Image, imresizeImage } from 'subpixel/web';
import { Panel } from '../../parts/field.tsx';
import { partOf, picture, pixelsOf, sides } from '../picture.ts';
import { Pixels } from '../pixels.tsx';
import { texts } from '../texts/texts.ts';
import { type MethodName, methods } from './example.ts';

const side = sides.interpolation;
const scale = 4;

export function OnPicture() {
  const t = texts.value.interpolation;
  const made = useSignal<Partial<Record<MethodName, Image>>>({});
  const { blob } = picture.value ?? {};
  const part = partOf(side);
  useEffect(() => {
    if (!blob || !part) return;
    let over = false;
    const make = async (): Promise<void> => {
      const image = await pixelsOf(blob, part);
      for (const kernel of methods) {
        // Each in a task of its own, so that the page stays smooth.
        await new Promise((resolve) => setTimeout(resolve));
        if (over) return;
        made.value = { ...made.value, [kernel]: imresizeImage(image, { scale }, { kernel }) };
      }
    };
    void make();
    return () => {
      over = true;
    };
  }, [blob, part?.x, part?.y]);
  return (
    <Panel title={t.pictureTitle}>
      <p class="hint">{t.pictureText(side, scale)}</p>
      <div class="learn-pictures">
        {methods.map((name) => (
          <figure key={name}>
            <div class="learn-frame">
              <Pixels image={made.value[name]} label={t.resultOf(t.methods[name].name)} />
            </div>
            <figcaption>
              <strong>{t.methods[name].name}</strong>
              <span class="hint">{t.methods[name].looks}</span>
            </figcaption>
          </figure>
        ))}
      </div>
    </Panel>
  );
}
