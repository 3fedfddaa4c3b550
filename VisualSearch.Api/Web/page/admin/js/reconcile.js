// Compares the vector index with the catalogue, and has what differs written again.
import { h } from '../../js/dom.js';
import { number, t } from '../../js/texts.js';
import { reconcile } from './api.js';
import { button, show, table, told } from './parts.js';

const kinds = ['missing', 'orphaned', 'wrong_version', 'wrong_pictures'];

export function openReconciliation() {
    const body = h('div', { class: 'stack', 'aria-live': 'polite' });
    show('reconcile', t('reconcile.title'), body);
    run(false);

    async function run(mend) {
        body.replaceChildren(h('p', { text: t('reconcile.asking') }), h('progress', { 'aria-label': t('reconcile.asking') }));
        try {
            const report = await reconcile(mend);
            body.replaceChildren(h('p', { class: 'large', text: t(report.equal ? 'reconcile.equal' : report.mended ? 'reconcile.mended' : 'reconcile.differs') }),
                table(t('reconcile.title'), [{ name: t('generations.model') }, { name: t('reconcile.expected'), end: true }, { name: t('reconcile.held'), end: true }, ...kinds.map(kind => ({ name: t(`reconcile.${kind}`), end: true }))],
                    report.generations.map(found => [found.model, number(found.expected), number(found.held), ...kinds.map(kind => number(found[kind]))])),
                ...report.orphaned_collections.length > 0 ? [h('p', { class: 'small' }, t('reconcile.collections'), ' ', h('code', { text: report.orphaned_collections.join(', ') }))] : [],
                ...report.equal || report.mended ? [] : [h('div', { class: 'row end' }, button(t('reconcile.mend'), () => run(true), 'strong'))]);
        } catch (failure) {
            body.replaceChildren(h('p', { class: 'field-problem', text: told(failure) }));
        }
    }
}
