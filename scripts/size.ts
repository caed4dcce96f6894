/** Prints the lines of source per folder and fails over the budget: growth is a decision. */
import { readdirSync, readFileSync } from 'node:fs';

const budget = 42_000;

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts') && !/\.(test|slow)\.ts$/.test(f));
const lines = new Map<string, number>();
for (const file of files) {
  const folder = file.includes('/') ? file.slice(0, file.indexOf('/')) : '.';
  lines.set(folder, (lines.get(folder) ?? 0) + readFileSync(`src/${file}`, 'utf8').split('\n').length - 1);
}
const total = [...lines.values()].reduce((sum, n) => sum + n, 0);
for (const [folder, n] of [...lines].sort((a, b) => b[1] - a[1])) console.log(`${String(n).padStart(6)}  ${folder}`);
console.log(`${String(total).padStart(6)}  of ${budget} lines`);
if (total > budget) process.exitCode = 1;
