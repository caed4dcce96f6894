/** A route of Hono that enlarges the picture in a request's body, as it comes in. Anything that serves `app.fetch` will do, as @hono/node-server. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { CodecError, ConfigError, encode, Upscaler } from 'subpixel/node';

const upscaler = new Upscaler();
export const app = new Hono();

app.post('/upscale', bodyLimit({ maxSize: 20e6 }), async (c) => {
  const body = c.req.raw.body;
  if (!body) return c.text('Expected a picture in the body but received none', 400);
  const scale = Number(c.req.query('scale') ?? 4);
  const picture = await upscaler.upscale(body, { scale, maxPixels: 4e6, signal: c.req.raw.signal });
  const format = picture.format ?? 'png';
  const { bytes } = await encode(picture.image, format, { metadata: picture.metadata });
  return c.body(Uint8Array.from(bytes), 200, { 'Content-Type': `image/${format}` });
});

app.onError((error, c) => {
  if (error instanceof CodecError || error instanceof ConfigError) return c.text(error.message, 400);
  throw error;
});
