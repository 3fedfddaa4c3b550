// The search box at the top.
import { emptySearch, isWebAddress, kindOf } from './address.js';
import { byId } from './dom.js';
import { openSources } from './sources.js';
import { attach } from './suggest.js';
import { t } from './texts.js';

let input;
let clear;

/** Shows the words of the search that is on. */
export function show(search) {
    input.value = search.q;
    clear.hidden = !search.q;
    input.placeholder = t(['picture', 'link'].includes(kindOf(search)) ? 'bar.refine' : 'bar.placeholder');
}

/** @param go goes to a search  @param currentSearch the search that is on  @param takers what takes pictures */
export function start(go, currentSearch, takers) {
    input = byId('words');
    clear = byId('clear');
    const list = attach(input, byId('suggestions'), option => {
        if (option.kind === 'link') {
            takers.onLink(option.text);
        } else if (option.kind === 'category' || option.kind === 'brand') {
            go({ ...emptySearch, [option.kind]: [option.text] });
        } else {
            words(option.text);
        }
    });

    function words(text) {
        const now = currentSearch();
        // Words refine a picture; without one they are a new question, to which old filters would be a riddle.
        go(kindOf(now) === 'picture' || kindOf(now) === 'link' ? { ...now, q: text, product: '' } : { ...emptySearch, q: text });
    }

    byId('bar').addEventListener('submit', event => {
        event.preventDefault();
        list.close();
        const text = input.value.trim();
        if (isWebAddress(text)) {
            takers.onLink(text);
        } else if (text || ['picture', 'link'].includes(kindOf(currentSearch()))) {
            words(text);
        } else {
            input.focus();
        }
    });
    input.addEventListener('input', () => { clear.hidden = !input.value; });
    clear.addEventListener('click', () => {
        input.value = '';
        clear.hidden = true;
        list.close();
        input.focus();
        const now = currentSearch();
        if (now.q && ['picture', 'link'].includes(kindOf(now))) {
            words('');
        }
    });
    byId('by-picture').addEventListener('click', () => openSources(takers));
    // The key that search boxes of the web have taught.
    document.addEventListener('keydown', event => {
        if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest('input, textarea, select, dialog')) {
            event.preventDefault();
            input.focus();
            input.select();
        }
    });
}

