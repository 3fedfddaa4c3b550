// The inbox of the marketplace's events, and the way to apply them again.
import { h } from '../../js/dom.js';
import { icon } from '../../js/icons.js';
import { t } from '../../js/texts.js';
import { events, replay, webhookHealth } from './api.js';
import { glyph } from './glyphs.js';
import { badge, button, note, nothing, say, sync, told } from './parts.js';
import { poll } from './poll.js';
import { moreOf, paged } from './paged.js';
import { openReplay } from './replay.js';
import { distance, moment, when } from './times.js';

const every = 5000; // Milliseconds.
const pageSize = 50;
const tones = { applied: 'good', failed: 'bad', pending: 'busy', stale: '' };

export function createWebhooks({ remember, ready }, parameters) {
    const filter = { status: Object.hasOwn(tones, parameters.status ?? '') ? parameters.status : '', external_id: parameters.external_id ?? '' };

    const health = h('p', { class: 'count', data: { testid: 'webhook-health' }, text: '\u00a0' });
    const secret = h('p', { class: 'hint', hidden: true }, icon('info'), h('span', { text: t('webhooks.noSecret') }));
    const status = h('select', { 'aria-label': t('webhooks.status') }, ['', 'applied', 'failed', 'pending', 'stale'].map(value => h('option', { value, selected: value === filter.status, text: t(`webhooks.${value || 'every'}`) })));
    const product = h('input', { type: 'text', value: filter.external_id, maxlength: '200', spellcheck: 'false', 'aria-label': t('webhooks.product'), placeholder: t('webhooks.product') });
    const search = h('form', { class: 'row' }, status, product, h('button', { class: 'button slim', type: 'submit', text: t('webhooks.filter') }));
    const many = button(t('webhooks.replayMany'), () => openReplay(filter, () => polls.again()), 'slim', { data: { testid: 'replay-many' } });
    const list = h('ul', { class: 'rows', data: { testid: 'events' } });
    const empty = h('div', { hidden: true });
    const pages = paged(options => events([['limit', pageSize], ['status', filter.status], ['external_id', filter.external_id], ...options]));
    const more = moreOf(pages, () => show());
    const element = h('div', { class: 'stack' }, secret, h('div', { class: 'strip' }, search, many), health, list, empty, more.element);

    async function again(event, pressed) {
        pressed.disabled = true;
        try {
            const done = await replay({ event_id: event.event_id });
            const came = done.applied > 0 ? 'applied' : done.failed > 0 ? 'failed' : done.stale > 0 ? 'stale' : 'gone';
            note(t(`replayed.${came}`), came === 'failed' ? 'bad' : 'good');
        } catch (failure) {
            note(told(failure), 'bad');
        } finally {
            pressed.disabled = false;
            polls.again();
        }
    }

    const fact = (name, ...value) => h('div', {}, h('dt', { text: name }), h('dd', {}, value));

    function row(event) {
        const retry = button(t('webhooks.replay'), () => again(event, retry), `slim ${event.status === 'failed' ? 'strong' : ''}`, { 'aria-label': t('webhooks.replayOne', { id: event.event_id }) });
        return h('li', { class: 'row-card', data: { testid: 'event', event: event.event_id } },
            h('div', { class: 'row-head' },
                h('div', { class: 'row-title' },
                    h('h2', {}, badge(t(`webhooks.${event.status}`), tones[event.status]), ' ', event.event),
                    h('p', { class: 'small' }, h('code', { text: event.external_id }), ' · ', when(event.received_at))),
                retry),
            event.error ? h('p', { class: 'picture-error', lang: 'en', text: event.error }) : null,
            h('details', { class: 'more-facts' }, h('summary', { text: t('webhooks.details') }), h('dl', { class: 'facts' },
                fact(t('webhooks.id'), h('code', { text: event.event_id })), fact(t('webhooks.source'), event.source),
                fact(t('webhooks.received'), moment(event.received_at)), fact(t('webhooks.occurred'), moment(event.occurred_at)), fact(t('webhooks.means'), t(`came.${event.status}`)))));
    }

    function restart() {
        remember(filter);
        pages.restart();
        polls.again();
    }

    function show(facts) {
        const { items } = pages;
        if (facts) {
            say(health, [facts.last_event_at ? t('webhooks.last', { when: distance(facts.last_event_at) }) : t('webhooks.never'), facts.failed > 0 ? t('webhooks.countFailed', { count: facts.failed }) : '', facts.pending > 0 ? t('webhooks.countPending', { count: facts.pending }) : ''].filter(part => part).join(' · '));
            secret.hidden = facts.secret_configured;
        }

        sync(list, items, event => event.event_id, row);
        empty.hidden = items.length > 0;
        if (items.length === 0) {
            empty.replaceChildren(filter.status || filter.external_id
                ? nothing(filter.status === 'failed' ? glyph('well') : icon('search'), t(filter.status === 'failed' && !filter.external_id ? 'webhooks.noneFailed' : 'webhooks.noneLike'), null, button(t('webhooks.showAll'), () => {
                    Object.assign(filter, { status: '', external_id: '' });
                    status.value = '';
                    product.value = '';
                    restart();
                }))
                : nothing(glyph('webhooks'), t('webhooks.none'), t('webhooks.noneText')));
        }

        many.disabled = items.length === 0;
        more.show();
        ready();
    }

    const take = () => {
        Object.assign(filter, { status: status.value, external_id: product.value.trim() });
        restart();
    };
    status.addEventListener('change', take);
    search.addEventListener('submit', event => {
        event.preventDefault();
        take();
    });
    const polls = { again() {}, stop() {} };
    return {
        element,
        start() {
            Object.assign(polls, poll(async signal => {
                const [facts] = await Promise.all([webhookHealth(signal), pages.refresh()]);
                return facts;
            }, every, show));
        },
        stop() {
            polls.stop();
        },
    };
}
