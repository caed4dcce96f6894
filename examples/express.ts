/** A route of Express that enlarges the picture in a request's body. Usage: express.ts PORT */
import express from 'express';
import { CodecError, ConfigError, encode, Upscaler } from 'subpixel/node';

const upscaler = new Upscaler();
export const app = express();

app.post('/upscale', express.raw({ type: 'image/*', limit: '20mb' }), async (request, response) => {
  const controller = new AbortController();
  response.on('close', () => controller.abort());
  try {
    const scale = Number(request.query['scale'] ?? 4);
    const picture = await upscaler.upscale(request.body, { scale, maxPixels: 4e6, signal: controller.signal });
    const format = picture.format ?? 'png';
    const { bytes } = await encode(picture.image, format, { metadata: picture.metadata });
    response.type(`image/${format}`).send(Buffer.from(bytes));
  } catch (error) {
    if (!(error instanceof CodecError || error instanceof ConfigError)) throw error;
    response.status(400).type('text/plain').send(error.message);
  }
});

if (process.argv[2]) app.listen(Number(process.argv[2]), '127.0.0.1');
