import { expect, test } from 'vitest';
import { clamped, columnsFor, corner, fit, panned, zoomed } from './viewport.ts';

const picture = { width: 1000, height: 500 };
const pane = { width: 400, height: 400 };

test('a picture fits its pane, and a small one keeps its size', () => {
  expect(fit(picture, pane)).toEqual({ zoom: 0.4, x: 500, y: 250 });
  expect(fit({ width: 100, height: 50 }, pane).zoom).toBe(1);
  expect(corner(fit(picture, pane), pane)).toEqual({ left: 0, top: 100 });
});

test('zooming keeps the point under the pointer', () => {
  const at = { x: 60, y: -40 };
  const before = { zoom: 1, x: 500, y: 250 };
  const after = zoomed(before, 2, at, picture, pane);
  expect(after.zoom).toBe(2);
  expect([after.x + at.x / 2, after.y + at.y / 2]).toEqual([560, 210]);
});

test('zoom has limits', () => {
  let view = fit(picture, pane);
  for (let i = 0; i < 40; i++) view = zoomed(view, 1.5, { x: 0, y: 0 }, picture, pane);
  expect(view.zoom).toBe(32);
  for (let i = 0; i < 80; i++) view = zoomed(view, 0.5, { x: 0, y: 0 }, picture, pane);
  expect(view.zoom).toBe(0.2);
});

test('the picture cannot be pushed out of the pane', () => {
  const view = { zoom: 1, x: 500, y: 250 };
  expect(panned(view, 9999, 0, picture, pane).x).toBe(200);
  expect(panned(view, -9999, 0, picture, pane).x).toBe(800);
  expect(panned(view, 10, 0, picture, pane).x).toBe(490);
  expect(clamped({ zoom: 0.4, x: 0, y: 0 }, picture, pane)).toEqual({ zoom: 0.4, x: 500, y: 250 });
});

test('panes are placed so that the picture is as large as can be', () => {
  const stage = { width: 900, height: 600 };
  expect(columnsFor(3, stage, { width: 300, height: 900 })).toBe(3);
  expect(columnsFor(3, stage, { width: 900, height: 200 })).toBe(1);
  expect(columnsFor(4, stage, { width: 300, height: 200 })).toBe(2);
  expect(columnsFor(1, stage, picture)).toBe(1);
});
