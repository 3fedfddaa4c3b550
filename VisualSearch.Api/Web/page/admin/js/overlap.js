// How alike two generations answer, told before one takes the other's place.
import { h } from '../../js/dom.js';
import { t } from '../../js/texts.js';
import { overlap } from './api.js';
import { show, table, told } from './parts.js';
import { share } from './times.js';

export async function openOverlap(generation) {
    const body = h('div', { class: 'stack', 'aria-live': 'polite' }, h('p', { text: t('overlap.asking') }), h('progress', { 'aria-label': t('overlap.asking') }));
    show('overlap', t('overlap.title', { model: generation.model }), body);
    try {
        const report = await overlap(generation.generation_id);
        const compared = report.texts + report.products;
        body.replaceChildren(...compared === 0 ? [h('p', { text: t('overlap.none') })] : [
            h('p', { class: 'large' }, t('overlap.mean', { share: share(report.overlap_mean) })),
            h('p', { class: 'small', text: t('overlap.text', { texts: report.texts, products: report.products, least: share(report.overlap_min), skipped: report.skipped }) }),
            table(t('overlap.worst'), [{ name: t('overlap.query') }, { name: t('overlap.common'), end: true }], report.worst.map(query => [query.query ?? t('overlap.like', { id: query.product_id }), share(query.overlap)])),
        ]);
    } catch (failure) {
        body.replaceChildren(h('p', { class: 'field-problem', text: told(failure) }));
    }
}
