/** Where square patches lie in pictures: all of a grid's places, numbered through. */

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Places {
  /** Places in all pictures. */
  readonly count: number;
  /** The picture and the top left corner of a place. */
  at(place: number): { readonly picture: number; readonly x: number; readonly y: number };
}

/** The places of size × size patches in pictures of these sizes, `stride` apart from the top left corner on. Each picture holds at least one. */
export function placesIn(sizes: readonly Size[], size: number, stride: number): Places {
  const columns = sizes.map(({ width }) => Math.floor((width - size) / stride) + 1);
  const first = new Float64Array(sizes.length + 1);
  sizes.forEach(({ height }, i) => {
    first[i + 1] = first[i]! + columns[i]! * (Math.floor((height - size) / stride) + 1);
  });
  return {
    count: first[sizes.length]!,
    at(place) {
      let low = 0;
      let high = sizes.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (first[middle]! <= place) low = middle;
        else high = middle - 1;
      }
      const inside = place - first[low]!;
      return { picture: low, x: (inside % columns[low]!) * stride, y: Math.floor(inside / columns[low]!) * stride };
    },
  };
}
