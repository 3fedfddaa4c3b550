// The generations of the index: which one searches use, which one is being filled, and the ways to change that.
import { h } from '../../js/dom.js';
import { number, t } from '../../js/texts.js';
import { drop, generations, rollBack, startGeneration, switchTo } from './api.js';
import { openOverlap } from './overlap.js';
import { badge, button, confirm, longId, sync } from './parts.js';
import { poll } from './poll.js';
import { openReconciliation } from './reconcile.js';
import { moment } from './times.js';

const every = 5000; // Milliseconds.

export function createGenerations({ ready }) {
    const list = h('ul', { class: 'rows', data: { testid: 'generations' } });
    const back = button(t('generations.rollBack'), () => confirm({
        title: t('generations.rollBackTitle'), text: t('generations.rollBackText'), go: t('generations.rollBack'),
        act: async () => done(t('generations.rolledBack', { model: (await rollBack()).model })),
    }), 'slim', { data: { testid: 'roll-back' } });
    const start = button(t('generations.start'), openStart, 'slim strong', { data: { testid: 'start' } });
    const compare = button(t('reconcile.button'), openReconciliation, 'slim', { data: { testid: 'reconcile' } });
    const element = h('div', { class: 'stack' }, h('p', { class: 'lead', text: t('generations.text') }), h('div', { class: 'row' }, start, back, compare), list);

    function done(said) {
        polls.again();
        return said;
    }

    function openStart() {
        const model = h('input', { id: 'model', type: 'text', maxlength: '200', spellcheck: 'false', autocomplete: 'off', required: true });
        confirm({
            title: t('generations.startTitle'), text: t('generations.startText'), go: t('generations.start'), content: h('label', { class: 'field' }, h('span', { text: t('generations.model') }), model),
            act: async () => done(t('generations.started', { model: (await startGeneration(model.value.trim())).model })),
        });
        model.focus();
    }

    function askSwitch(generation) {
        const force = h('input', { type: 'checkbox' });
        confirm({
            title: t('generations.switchTitle', { model: generation.model }), text: t(generation.complete ? 'generations.switchText' : 'generations.switchEarly', { count: generation.pending }), go: t('generations.switch'),
            content: generation.complete ? null : h('label', { class: 'check' }, force, h('span', { text: t('generations.force') })),
            act: async () => done(t('generations.switched', { model: (await switchTo(generation.generation_id, force.checked)).model })),
        });
    }

    const askDrop = generation => confirm({
        title: t('generations.dropTitle', { model: generation.model }), text: t('generations.dropText'), go: t('generations.drop'), danger: true,
        act: async () => {
            await drop(generation.generation_id);
            return done(t('generations.dropped', { model: generation.model }));
        },
    });

    const fact = (name, value) => h('div', {}, h('dt', { text: t(`generations.${name}`) }), h('dd', {}, value));

    function row(generation) {
        const { active, complete, products, pending, put_off: putOff, model } = generation;
        const taken = Math.max(0, products - pending);
        const name = { 'aria-describedby': `generation-${generation.generation_id}` };
        return h('li', { class: `row-card ${active ? 'active' : ''}`, data: { testid: 'generation', generation: generation.generation_id } },
            h('div', { class: 'row-head' },
                h('div', { class: 'row-title' },
                    h('h2', { id: `generation-${generation.generation_id}` }, model, ' ', badge(t(active ? 'generations.active' : complete ? 'generations.ready' : 'generations.filling'), active ? 'good' : complete ? '' : 'busy')),
                    h('p', { class: 'small', text: t('generations.created', { id: generation.generation_id, when: moment(generation.created_at) }) })),
                active ? null : h('div', { class: 'row' },
                    button(t('generations.compare'), () => openOverlap(generation), 'slim', name), button(t('generations.switch'), () => askSwitch(generation), 'slim strong', name), button(t('generations.drop'), () => askDrop(generation), 'slim', name))),
            h('div', { class: 'filling' }, h('progress', { max: String(Math.max(products, 1)), value: String(taken), 'aria-label': t('generations.progress', { model }) }),
                h('p', { class: 'small' }, t('generations.taken', { part: taken, whole: products }), putOff > 0 ? ` · ${t('overview.putOff', { count: putOff })}` : null)),
            h('dl', { class: 'facts wide' }, fact('vectors', generation.vectors === null ? '–' : number(generation.vectors)), fact('dimension', number(generation.dimension)),
                fact('fingerprint', longId(generation.fingerprint)), fact('collection', h('code', { text: generation.collection }))));
    }

    const polls = { again() {}, stop() {} };
    return {
        element,
        start() {
            Object.assign(polls, poll(generations, every, ({ items }) => {
                const activeFirst = [...items].sort((one, other) => Number(other.active) - Number(one.active));
                sync(list, activeFirst, item => item.generation_id, row);
                back.disabled = items.length < 2;
                ready();
            }));
        },
        stop() {
            polls.stop();
        },
    };
}
