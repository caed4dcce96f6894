/** Every command of docs/ runs. */
import { readdirSync } from 'node:fs';
import { testScripts } from './support/document-scripts.ts';

testScripts(readdirSync('docs').flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : [])));
