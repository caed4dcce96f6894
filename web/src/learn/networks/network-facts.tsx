/** The numbers that papers print of a network. */
import { language } from '../../i18n/i18n.ts';
import type { Inspected } from '../engine/protocol.ts';
import { texts } from '../texts/texts.ts';

const hd = 1280 * 720;

export function NetworkFacts({ facts }: { readonly facts: Inspected | undefined }) {
  const t = texts.value.networks;
  const number = (value: number, digits = 0): string =>
    new Intl.NumberFormat(language.value === 'zh' ? 'zh-CN' : 'en', { maximumFractionDigits: digits }).format(value);
  const rows: readonly (readonly [string, string, string])[] = [
    [t.parameters, facts ? number(facts.parameters) : '…', t.parametersText],
    [
      t.multiplyAdds,
      facts ? t.multiplyAddsOf(number(facts.multiplyAdds), ((facts.multiplyAdds * hd) / 1e9).toPrecision(3)) : '…',
      t.multiplyAddsText,
    ],
    [t.field, facts ? fieldText(facts) : '…', facts?.input === 'bicubic' ? t.fieldTextBicubic : t.fieldText],
  ];
  return (
    <dl class="learn-facts">
      {rows.map(([term, value, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            <strong>{value}</strong>
            <span class="hint">{text}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function fieldText({ radius }: Inspected): string {
  const t = texts.value.networks;
  return radius === undefined ? t.wholePicture : `${2 * radius + 1} × ${2 * radius + 1}`;
}
