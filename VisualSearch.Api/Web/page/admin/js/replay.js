// Applies a range of events again, step by step, and says how far it is.
import { h } from '../../js/dom.js';
import { t } from '../../js/texts.js';
import { replay } from './api.js';
import { button, show, told } from './parts.js';

const eventsAStep = 100;

/** What a field for a local time says, as the API reads it. */
const timeOf = input => (input.value ? new Date(input.value).toISOString() : '');

/** @param filter of the list, which the dialog begins with  @param ended called when something may have changed */
export function openReplay(filter, ended) {
    const field = (name, input) => h('label', { class: 'field' }, h('span', { text: t(`replay.${name}`) }), input);
    const from = h('input', { type: 'datetime-local' });
    const to = h('input', { type: 'datetime-local' });
    const status = h('select', {}, ['', 'failed', 'applied', 'pending', 'stale'].map(value => h('option', { value, selected: value === (filter.status || 'failed'), text: t(`webhooks.${value || 'every'}`) })));
    const product = h('input', { type: 'text', value: filter.external_id, maxlength: '200', spellcheck: 'false' });
    const problem = h('p', { class: 'field-problem', role: 'alert' });
    const progress = h('p', { class: 'small', role: 'status', data: { testid: 'replay-progress' }, text: '\u00a0' });
    const go = h('button', { class: 'button strong', type: 'submit', data: { testid: 'sure' }, text: t('replay.go') });
    const close = button(t('confirm.cancel'), () => dialog.close());
    const form = h('form', { class: 'fields' }, h('p', { text: t('replay.text') }), h('div', { class: 'field-pair' }, field('from', from), field('to', to)), h('div', { class: 'field-pair' }, field('status', status), field('product', product)), problem, progress,
        h('div', { class: 'row end' }, close, go));
    const end = new AbortController();

    form.addEventListener('submit', async event => {
        event.preventDefault();
        const asked = Object.fromEntries([['from', timeOf(from)], ['to', timeOf(to)], ['status', status.value], ['external_id', product.value.trim()]].filter(([, value]) => value));
        problem.textContent = Object.keys(asked).length === 0 ? t('replay.which') : '';
        if (problem.textContent) {
            return;
        }

        go.disabled = true;
        const sum = { events: 0, applied: 0, stale: 0, failed: 0 };
        let cursor = null;
        try {
            do {
                const step = await replay({ ...asked, limit: eventsAStep, ...(cursor ? { cursor } : {}) }, end.signal);
                Object.keys(sum).forEach(name => { sum[name] += step[name]; });
                cursor = step.next_cursor;
                progress.textContent = t('replay.sofar', { count: sum.events, applied: sum.applied, stale: sum.stale, failed: sum.failed });
            } while (cursor);
            close.textContent = t('frame.close');
        } catch (failure) {
            if (failure.name !== 'AbortError') {
                problem.textContent = told(failure);
            }
        } finally {
            go.disabled = false;
            ended();
        }
    });
    const dialog = show('replay', t('replay.title'), form);
    dialog.addEventListener('close', () => end.abort());
}
