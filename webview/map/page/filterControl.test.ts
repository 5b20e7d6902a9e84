import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MapFilter } from '../../../src/protocol/mapProtocol.ts';
import { FilterControl } from './filterControl.ts';

const saved: MapFilter = { lens: 'policies', text: 'namespace:shop', unfolded: ['namespace/shop'] };

/** A control as it is after a reload, with everything that it told: the filter, and whether it is another picture. */
function restored(): {
  readonly control: FilterControl;
  readonly told: { readonly filter: MapFilter; readonly otherPicture: boolean }[];
} {
  const told: { filter: MapFilter; otherPicture: boolean }[] = [];
  const control: FilterControl = new FilterControl(saved, [], (otherPicture) => {
    told.push({ filter: control.filter, otherPicture });
  });
  return { control, told };
}

/** What may happen to the filter while somebody types. */
const deeds: Readonly<Record<string, (control: FilterControl) => void>> = {
  'another lens': (control) => {
    control.show('services');
  },
  'a subject': (control) => {
    control.show('policies', 'shop/service/web');
  },
  'zooming opens a group': (control) => {
    control.zoom('shop/deployment/web', []);
  },
  'typing pauses': (control) => {
    control.settle();
  },
};

describe('what was typed', () => {
  for (const text of ['', 'cart']) {
    for (const [name, deed] of Object.entries(deeds)) {
      it(`"${text}" stays and is told of when this comes before typing pauses: ${name}`, () => {
        const { control, told } = restored();
        control.type(text);
        expect(control.filter.text).toBe(text);
        expect(told).toEqual([]);
        deed(control);
        expect(told.map(({ filter, otherPicture }) => [filter.text, otherPicture])).toEqual([[text, true]]);
        control.settle();
        expect(told).toHaveLength(1);
      });
    }
  }

  it('is left for something that is to be shown and that it would hide', () => {
    const { control, told } = restored();
    control.type('cart');
    control.unfoldTo(['namespace/data']);
    expect(told).toMatchObject([{ filter: { text: '' }, otherPicture: true }]);
  });

  it('is told of once, and not when it comes to the same', () => {
    const { control, told } = restored();
    control.type('namespace:shop ');
    control.settle();
    expect(told).toEqual([]);
    control.type('namespace:sho');
    control.type('namespace:shop');
    control.settle();
    expect(told).toEqual([]);
  });

  it('is never undone by anything that does not change the text itself', () => {
    const step = fc.oneof(
      fc.record({ type: fc.constantFrom('', 'a', 'b', 'namespace:shop') }),
      fc.record({ deed: fc.constantFrom(...Object.keys(deeds)) }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { control, told } = restored();
        let { text } = saved;
        for (const each of steps) {
          if ('type' in each) {
            text = each.type;
            control.type(text);
          } else deeds[each.deed]?.(control);
          expect(control.filter.text).toBe(text);
        }
        control.settle();
        expect(told.at(-1)?.filter.text ?? saved.text).toBe(text);
      }),
    );
  });
});
