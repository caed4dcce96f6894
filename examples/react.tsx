/** A React component that shows a picture at once and enlarged as soon as it is, and gives up what is not wanted any more. */
import { useEffect, useState } from 'react';
import type { Upscaler } from 'subpixel/web';

export interface EnlargedProps {
  /** One for the whole page: `new Upscaler({ weightsUrl: '/weights' })`. */
  readonly upscaler: Upscaler;
  readonly src: string;
  readonly alt: string;
  readonly scale: number;
}

export function Enlarged({ upscaler, src, alt, scale }: EnlargedProps) {
  const [shown, setShown] = useState(src);
  const [words, setWords] = useState('enlarging');

  useEffect(() => {
    const controller = new AbortController();
    let url: string | undefined;
    setShown(src);
    setWords('enlarging');
    const enlarge = async () => {
      const picture = await upscaler.upscale(src, { scale, signal: controller.signal });
      const blob = await picture.toBlob({ type: 'image/webp' });
      if (controller.signal.aborted) return;
      url = URL.createObjectURL(blob);
      setShown(url);
      setWords(`${picture.width}×${picture.height} on ${picture.device}`);
    };
    enlarge().catch((error: Error) => {
      if (!controller.signal.aborted) setWords(error.message);
    });
    return () => {
      controller.abort();
      if (url) URL.revokeObjectURL(url);
    };
  }, [upscaler, src, scale]);

  return (
    <figure>
      <img src={shown} alt={alt} />
      <figcaption>{words}</figcaption>
    </figure>
  );
}
