// Choosing a part of the picture: a box that is drawn, moved and sized with a pointer or with keys. Its measures are thousandths of the picture.
import { announce, h, openDialog } from './dom.js';
import { icon } from './icons.js';
import { t } from './texts.js';

const whole = 1000;
const least = 40;
const step = 10;
const bigStep = 50;
const corners = ['nw', 'ne', 'sw', 'se'];

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** The box with one of its corners moved; corners do not pass each other. */
function withCorner(box, corner, x, y) {
    const right = box.x + box.w;
    const bottom = box.y + box.h;
    const left = corner.endsWith('w') ? clamp(x, 0, right - least) : box.x;
    const top = corner.startsWith('n') ? clamp(y, 0, bottom - least) : box.y;
    return {
        x: left, y: top,
        w: (corner.endsWith('e') ? clamp(x, left + least, whole) : right) - left,
        h: (corner.startsWith('s') ? clamp(y, top + least, whole) : bottom) - top,
    };
}

const moved = (box, x, y) => ({ ...box, x: clamp(x, 0, whole - box.w), y: clamp(y, 0, whole - box.h) });

export function openCrop(picture, given, onBox) {
    const [x, y, w, height] = given ? given.split(',').map(Number) : [150, 150, 700, 700];
    let box = { x: clamp(x, 0, whole - least), y: clamp(y, 0, whole - least), w: clamp(w, least, whole - clamp(x, 0, whole - least)), h: clamp(height, least, whole - clamp(y, 0, whole - least)) };
    const address = URL.createObjectURL(picture);
    const image = h('img', { src: address, alt: t('asked.pictureAlt'), draggable: 'false' });
    const frame = h('div', { class: 'crop-box', role: 'group', tabindex: '0', 'aria-label': t('crop.box'), 'aria-describedby': 'crop-keys', data: { testid: 'crop-box' } },
        corners.map(corner => h('button', { class: `crop-corner ${corner}`, type: 'button', 'aria-label': t(`crop.${corner}`), data: { corner } })));
    const stage = h('div', { class: 'crop-stage', data: { testid: 'crop-stage' } }, image, frame);
    const measures = () => t('crop.measures', { x: Math.round(box.x / 10), y: Math.round(box.y / 10), w: Math.round(box.w / 10), h: Math.round(box.h / 10) });

    function draw(spoken) {
        frame.style.left = `${box.x / 10}%`;
        frame.style.top = `${box.y / 10}%`;
        frame.style.width = `${box.w / 10}%`;
        frame.style.height = `${box.h / 10}%`;
        frame.dataset.box = [box.x, box.y, box.w, box.h].map(Math.round).join(',');
        if (spoken) {
            announceIn.textContent = measures();
        }
    }

    const placeOf = event => {
        const bounds = image.getBoundingClientRect();
        return [(event.clientX - bounds.left) / bounds.width * whole, (event.clientY - bounds.top) / bounds.height * whole];
    };

    stage.addEventListener('pointerdown', event => {
        if (event.button !== 0) {
            return;
        }

        event.preventDefault();
        const [startX, startY] = placeOf(event);
        const before = box;
        const corner = event.target.dataset.corner;
        const inside = event.target === frame;
        (corner ? event.target : frame).focus();
        stage.setPointerCapture(event.pointerId);
        const move = moving => {
            const [nowX, nowY] = placeOf(moving);
            if (corner) {
                box = withCorner(before, corner, nowX, nowY);
            } else if (inside) {
                box = moved(before, before.x + nowX - startX, before.y + nowY - startY);
            } else {
                const left = clamp(Math.min(startX, nowX), 0, whole - least);
                const top = clamp(Math.min(startY, nowY), 0, whole - least);
                box = { x: left, y: top, w: clamp(Math.abs(nowX - startX), least, whole - left), h: clamp(Math.abs(nowY - startY), least, whole - top) };
            }

            draw(false);
        };
        stage.addEventListener('pointermove', move);
        const end = () => {
            stage.removeEventListener('pointermove', move);
            stage.removeEventListener('pointerup', end);
            stage.removeEventListener('pointercancel', end);
            draw(true);
        };
        stage.addEventListener('pointerup', end);
        stage.addEventListener('pointercancel', end);
    });
    frame.addEventListener('keydown', event => {
        const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
        if (dx === 0 && dy === 0) {
            return;
        }

        event.preventDefault();
        const by = event.ctrlKey ? bigStep : step;
        const corner = event.target.dataset.corner;
        if (corner || event.shiftKey) {
            const which = corner ?? 'se';
            box = withCorner(box, which, (which.endsWith('e') ? box.x + box.w : box.x) + dx * by, (which.startsWith('s') ? box.y + box.h : box.y) + dy * by);
        } else {
            box = moved(box, box.x + dx * by, box.y + dy * by);
        }

        draw(true);
    });

    const announceIn = h('p', { class: 'hidden', role: 'status' });
    const dialog = openDialog({
        name: 'crop',
        title: t('crop.title'),
        close: h('button', { class: 'quiet', type: 'button', 'aria-label': t('frame.close') }, icon('close')),
        body: h('div', { class: 'crop-body' },
            h('p', { class: 'small', id: 'crop-keys' }, h('span', { text: t('crop.how') }), ' ', h('span', { class: 'keys', text: t('crop.keys') })),
            stage, announceIn,
            h('div', { class: 'row end' },
                h('button', { class: 'button', type: 'button', text: t('crop.cancel'), on: { click: () => dialog.close() } }),
                h('button', {
                    class: 'button strong', type: 'button', text: t('crop.go'), on: {
                        click: () => {
                            dialog.close();
                            onBox(frame.dataset.box);
                        },
                    },
                }))),
        onClose: () => URL.revokeObjectURL(address),
    });
    draw(false);
    image.addEventListener('load', () => stage.style.setProperty('--ratio', String(image.naturalWidth / image.naturalHeight)), { once: true });
    image.addEventListener('error', () => {
        dialog.close();
        announce(t('crop.unreadable'));
    }, { once: true });
    frame.focus();
}
