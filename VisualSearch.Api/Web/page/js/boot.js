// Runs before anything is painted: the theme and the language are right from the first frame, and the texts are on their way while the modules load.
(() => {
    const languages = ['en', 'ru', 'ky'];
    const saved = name => {
        try {
            return localStorage.getItem(`visualsearch.${name}`);
        } catch {
            return null; // Storage is refused in some private windows; the page works without.
        }
    };
    const wished = [history.state?.language, saved('language'), ...(navigator.languages ?? [navigator.language])];
    const language = wished.map(tag => (tag ?? '').toLowerCase().split('-')[0]).find(tag => languages.includes(tag)) ?? 'en';
    const root = document.documentElement;
    root.lang = language;
    const theme = saved('theme');
    if (theme === 'light' || theme === 'dark') {
        root.dataset.theme = theme;
    }

    // A document may name texts and a first module of its own.
    const { texts = '../locales/', first = 'main.js' } = document.currentScript.dataset;
    const address = new URL(`${texts}${language}.json`, document.currentScript.src);
    const ask = async () => {
        const answer = await fetch(address);
        if (!answer.ok) {
            throw new Error(`${answer.status} for the texts`);
        }

        return answer.json();
    };
    window.startOfPage = { language, texts: ask().catch(ask) };

    /** What is said when the page cannot be put together. In each language, since the texts may be what is missing. */
    const giveUp = () => {
        const main = document.getElementById('main');
        if (!main) {
            document.addEventListener('DOMContentLoaded', giveUp, { once: true });
            return;
        }

        const sentences = [['en', 'The page did not load completely.', 'Load it again'], ['ru', 'Страница загрузилась не полностью.', 'Загрузить ещё раз'], ['ky', 'Барак толук жүктөлгөн жок.', 'Кайра жүктөө']];
        main.replaceChildren(...sentences.map(([tag, text, reload]) => {
            const sentence = document.createElement('p');
            const link = document.createElement('a');
            sentence.lang = tag;
            link.href = location.href;
            link.textContent = reload;
            // Followed, an address with a hash would lead to a place in this document and nowhere else.
            link.addEventListener('click', event => {
                event.preventDefault();
                location.reload();
            });
            sentence.append(text, ' ', link);
            return sentence;
        }));
        main.dataset.state = 'error';
    };
    window.startOfPage.texts.catch(giveUp);

    // A module that did not come, at whatever depth, is an error of the first one. Asked for under another name, all of them are looked for again.
    const script = document.currentScript.src;
    window.addEventListener('error', ({ target }) => {
        if (target instanceof HTMLScriptElement && target.type === 'module') {
            import(new URL(`${first}?again`, script)).catch(giveUp);
        }
    }, true);
})();
