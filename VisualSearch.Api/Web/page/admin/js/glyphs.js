// Line drawings on a 24 by 24 field, beside those that both pages use.
import { icon } from '../../js/icons.js';

const shapes = {
    well: 'M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0zM8.5 12.200l2.5 2.5 4.8-5',
    bad: 'M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0zM9.2 9.200l5.6 5.600m0-5.6-5.6 5.6',
    busy: 'M19.5 9A8 8 0 0 0 5 8.500M4.5 15A8 8 0 0 0 19 15.500M5 4.500v4h4M19 19.500v-4h-4',
    key: 'M12.5 11.5 20 4m-3 3 2.5 2.500M15 9l2 2M13 15.500a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0z',
    overview: 'M4 19V5m0 14h16M8.5 15.500v-4m4 4v-8m4 8v-6',
    webhooks: 'M4 13v5.500A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.500V13M4 13l2.5-7.500h11L20 13M4 13h4.500l1 2.500h5l1-2.500H20',
    generations: 'm12 4 8 4-8 4-8-4zM4 12l8 4 8-4M4 16l8 4 8-4',
};

/** Also every drawing of the page for shoppers. */
export function glyph(name) {
    const svg = icon(name in shapes ? 'info' : name);
    if (name in shapes) {
        svg.firstChild.setAttribute('d', shapes[name]);
    }

    return svg;
}
