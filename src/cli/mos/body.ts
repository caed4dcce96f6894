/** The content of the rating page: a start, a trial and an end, of which the script shows one at a time. */
import { type Study, trialsOf } from './study.ts';

/** From ITU-R BT.500 and ITU-T P.910: the five-point scale of absolute category rating. */
const words = ['Bad', 'Poor', 'Fair', 'Good', 'Excellent'];

/** `title` is HTML. */
export function mosBody(title: string, study: Study): string {
  const paired = study.mode === 'paired';
  const count = trialsOf(study);
  const task = paired
    ? `You will see ${count} pairs of pictures of the same thing. Choose the one that looks better to you. When you cannot tell, go by your first impression.`
    : `You will see ${count} pictures, one after the other. Say how good each of them looks, on a scale of five.`;
  return `<section id="intro" class="card">
<h1>${title}</h1>
<p>${task}</p>
<p>Sit as you usually do. ${paired ? 'The order and the sides are' : 'The order is'} random, and nothing says how a picture was made. There are no right answers.</p>
<p class="keys">${
    paired ? '<kbd>←</kbd> or <kbd>A</kbd> the first, <kbd>→</kbd> or <kbd>B</kbd> the second' : '<kbd>1</kbd> bad … <kbd>5</kbd> excellent'
  }, <kbd>Backspace</kbd> back, <kbd>Z</kbd> actual size</p>
<label>Your name or a word that stands for you, if you like<input id="name" maxlength="60" autocomplete="off"></label>
<p class="row"><button id="start" class="main">Start</button><button id="again" class="plain" hidden>Start over</button></p>
<p class="note">Your answers stay in this browser until you save them as a file at the end.</p>
</section>
<section id="trial" hidden>
<header><progress id="progress" max="${count}" value="0" aria-label="Progress"></progress><span id="place" aria-live="polite"></span></header>
<div id="stage" class="${study.mode}" tabindex="-1">${
    paired
      ? '<figure><img id="first" alt="The first picture"><figcaption>A</figcaption></figure><figure><img id="second" alt="The second picture"><figcaption>B</figcaption></figure>'
      : '<figure><img id="first" alt="The picture to judge"></figure>'
  }</div>
<footer>
<p id="question">${paired ? 'Which one looks better?' : 'How good does this picture look?'}</p>
<div id="choices" class="${study.mode}" role="group" aria-labelledby="question">${
    paired
      ? '<button data-choice="a">A<small>first</small></button><button data-choice="b">B<small>second</small></button>'
      : words.map((word, i) => `<button data-choice="${i + 1}">${i + 1}<small>${word}</small></button>`).join('')
  }</div>
<p class="row"><button id="back" class="plain">Back</button><button id="zoom" class="plain" aria-pressed="false">Actual size</button></p>
</footer>
</section>
<section id="end" class="card" hidden>
<h1>Thank you</h1>
<p id="summary"></p>
<p>Save your answers and send the file to whoever asked you.</p>
<p class="row"><button id="save" class="main">Save answers</button><button id="last" class="plain">Back to the last one</button></p>
</section>`;
}
