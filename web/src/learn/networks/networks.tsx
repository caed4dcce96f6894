/** A network taken apart: what it costs, what it sees, its layers, and what each makes of the picture. */
import './networks.css';
import { manifest } from 'virtual:weights';
import { batch, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { titleOf } from '../../methods.ts';
import { Panel, Segments, Select } from '../../parts/field.tsx';
import { runTask } from '../engine/client.ts';
import type { Inspected, ListedModel, NetworkChoice } from '../engine/protocol.ts';
import { texts } from '../texts/texts.ts';
import { FieldOverPicture } from './field-over-picture.tsx';
import { LayerList } from './layer-list.tsx';
import { LayerMaps } from './layer-maps.tsx';
import { NetworkFacts } from './network-facts.tsx';

const trained = manifest.networks;

export function Networks() {
  const t = texts.value.networks;
  const listed = useSignal<readonly ListedModel[]>([]);
  const name = useSignal<string>(manifest.default);
  const scale = useSignal(2);
  const inspected = useSignal<Inspected | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const layer = useSignal(1);
  const scales = scalesOf(name.value, listed.value);
  const used = scales.includes(scale.value) ? scale.value : scales[0]!;
  const choice = choiceOf(name.value, used);
  const key = JSON.stringify(choice);

  useEffect(() => {
    void runTask({ kind: 'list' }).then((models) => (listed.value = models));
  }, []);
  useEffect(() => {
    const stop = new AbortController();
    failure.value = undefined;
    runTask({ kind: 'inspect', network: choice }, { signal: stop.signal }).then(
      (made) => {
        const first = made.layers.findIndex(({ parameters, channels }) => parameters > 0 && channels !== undefined);
        batch(() => {
          inspected.value = made;
          layer.value = Math.max(0, first);
        });
      },
      (error: Error) => {
        if (!stop.signal.aborted) failure.value = error.message;
      },
    );
    return () => stop.abort();
  }, [key]);

  const isTrained = choice.kind === 'trained';
  return (
    <div class="learn-networks">
      <Panel title={t.title}>
        <div class="learn-network">
          <div class="learn-network-text">
            <div class="learn-choice">
              <Select
                label={t.network}
                value={name.value}
                options={[
                  ...trained.map((one) => [one.name, t.trainedName(titleOf(one.name))] as const),
                  ...listed.value.map((one) => [`untrained ${one.name}`, t.untrainedName(one.title, one.year)] as const),
                ]}
                onChoose={(value) => (name.value = value)}
              />
              <Segments
                label={t.scale}
                value={String(used)}
                options={scales.map((s) => [String(s), `×${s}`] as const)}
                onChoose={(value) => (scale.value = Number(value))}
              />
            </div>
            <p class="hint learn-origin">{isTrained ? t.trained : t.untrained}</p>
            {failure.value ? (
              <p class="error" role="alert">
                {t.failed} <span lang="en">{failure.value}</span>
              </p>
            ) : (
              <NetworkFacts facts={inspected.value} />
            )}
          </div>
          <FieldOverPicture facts={inspected.value} />
        </div>
      </Panel>
      <Panel title={t.layersTitle}>
        <p class="hint">{t.layersText}</p>
        <div class="learn-inside">
          <LayerList inspected={inspected.value} chosen={layer.value} onChoose={(i) => (layer.value = i)} />
          {inspected.value && <LayerMaps network={choice} layer={layer.value} inspected={inspected.value} />}
        </div>
      </Panel>
    </div>
  );
}

function scalesOf(name: string, listed: readonly ListedModel[]): readonly number[] {
  const found = trained.find((one) => one.name === name);
  if (found) return found.files.map((file) => file.scale);
  return listed.find((one) => `untrained ${one.name}` === name)?.scales ?? [2];
}

function choiceOf(name: string, scale: number): NetworkChoice {
  const file = trained.find((one) => one.name === name)?.files.find((one) => one.scale === scale);
  if (file) return { kind: 'trained', url: new URL(file.url, document.baseURI).href };
  return { kind: 'untrained', name: name.replace(/^untrained /, ''), scale };
}
