// What is shown in place of results: nothing found, something wrong, a picture that is gone, a catalogue without products.
import { emptySearch, filterCount, kindOf, withoutFilters } from './address.js';
import { root } from './api.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { knows, t } from './texts.js';

const state = (name, symbol, title, ...content) => h('section', { class: `state ${name}`, data: { testid: `state-${name}` } },
    h('span', { class: 'state-symbol' }, icon(symbol)), h('h2', { text: title }), content);

const button = (text, act, look = '') => h('button', { class: `button ${look}`, type: 'button', text, on: { click: act } });

export function nothing(search, { go, byPicture }) {
    const filtered = filterCount(search) > 0 && kindOf(search) !== 'browse';
    const words = kindOf(search) === 'words';
    return state('nothing', 'search', t('nothing.title'),
        h('ul', { class: 'advice' },
            filtered ? h('li', { text: t('nothing.filters') }) : null,
            words ? h('li', { text: t('nothing.words') }) : h('li', { text: t('nothing.picture') }),
            words ? h('li', { text: t('nothing.tryPicture') }) : null),
        h('div', { class: 'row' },
            filtered ? button(t('filters.clear'), () => go(withoutFilters(search)), 'strong') : null,
            button(t('bar.picture'), byPicture, filtered ? '' : 'strong'),
            button(t('states.home'), () => go(emptySearch))));
}

export const expired = ({ go, byPicture }) => state('expired', 'clock', t('expired.title'),
    h('p', { text: t('expired.text') }),
    h('div', { class: 'row' }, button(t('expired.again'), byPicture, 'strong'), button(t('states.home'), () => go(emptySearch))));

export const empty = () => state('empty', 'empty', t('empty.title'), h('p', { text: t('empty.text') }),
    h('div', { class: 'row' }, h('a', { class: 'button strong', href: new URL('docs', root).href, text: t('empty.docs') })));

const mayPass = failure => failure.status === 429 || failure.status === 503;

function trace(failure) {
    const id = h('code', { text: failure.traceId });
    const copy = navigator.clipboard ? h('button', {
        class: 'link', type: 'button', text: t('error.copy'), on: {
            click: async event => {
                const pressed = event.currentTarget;
                await navigator.clipboard.writeText(failure.traceId);
                pressed.textContent = t('error.copied');
            },
        },
    }) : null;
    return h('p', { class: 'trace' }, t('error.trace'), ' ', id, ' ', copy);
}

/** @param retry asks again  @param signal aborted when another search takes the place  @param byPicture given when another picture may be the cure */
export function failed(failure, { retry, signal, byPicture }) {
    // Over with the first way on that is taken, so that a button, a countdown and a connection that is back ask once between them.
    const waiting = new AbortController();
    signal.addEventListener('abort', () => waiting.abort(), { once: true, signal: waiting.signal });
    const goOn = () => {
        if (!waiting.signal.aborted) {
            waiting.abort();
            retry();
        }
    };
    const again = button(t('error.retry'), goOn, 'strong');
    const offline = failure.kind === 'offline';
    if (failure.kind !== 'problem') {
        // A request may fail a moment before the browser notices that it is offline, so whichever of both was said.
        window.addEventListener('online', goOn, { once: true, signal: waiting.signal });
        return state(offline ? 'offline' : 'error', 'offline', t(offline ? 'offline.title' : 'unreachable.title'), h('p', { text: t(offline ? 'offline.text' : 'unreachable.text') }), h('div', { class: 'row' }, again));
    }

    const known = `problem.${failure.code}`;
    if (mayPass(failure)) {
        countDown(again, failure.retryAfter ?? 5, goOn, waiting.signal);
    }

    return state('error', mayPass(failure) ? 'clock' : 'warning', knows(known) ? t(known) : t(failure.status === 429 ? 'error.busy' : failure.status === 503 ? 'error.unavailable' : 'error.title'),
        // The API's own words: they are English, and the operator reads them too.
        h('div', { class: 'problem', lang: 'en' }, h('p', { class: 'problem-title', text: failure.title }), failure.detail ? h('p', { text: failure.detail }) : null),
        failure.traceId ? trace(failure) : null,
        h('div', { class: 'row' }, again, byPicture && [413, 415, 422].includes(failure.status) ? button(t('error.otherPicture'), byPicture) : null));
}

/** Asks again by itself when the wait that the server named is over, as long as somebody looks. */
function countDown(again, seconds, goOn, signal) {
    let left = Math.min(Math.max(seconds, 1), 120);
    const show = () => { again.textContent = t('error.retryIn', { count: left }); };
    show();
    const timer = setInterval(() => {
        if (left > 1) {
            left -= 1;
            show();
        } else if (!document.hidden) {
            goOn();
        }
    }, 1000);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
