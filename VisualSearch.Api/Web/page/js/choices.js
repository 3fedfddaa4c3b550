// The shopper's language and theme, kept in this browser.
import { byId } from './dom.js';
import { current, t } from './texts.js';

function keep(name, value) {
    try {
        localStorage.setItem(`visualsearch.${name}`, value);
        return true;
    } catch {
        return false; // Storage is refused; the choice lasts until the page is left.
    }
}

const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';

export function start() {
    const language = byId('language');
    language.value = current();
    language.addEventListener('change', () => {
        if (!keep('language', language.value)) {
            history.replaceState({ ...history.state, language: language.value }, ''); // Outlives the reload, which is all that is needed.
        }

        location.reload(); // The address leads back to the same search, in the other language.
    });

    const theme = byId('theme');
    const show = () => {
        theme.setAttribute('aria-pressed', String(isDark()));
        theme.title = t('frame.dark');
    };
    theme.addEventListener('click', () => {
        const chosen = isDark() ? 'light' : 'dark';
        document.documentElement.dataset.theme = chosen;
        keep('theme', chosen);
        show();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
    show();
}
