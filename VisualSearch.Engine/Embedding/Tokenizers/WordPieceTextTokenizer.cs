using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace VisualSearch.Engine.Embedding.Tokenizers;

/// <summary>The cased multilingual BERT tokenizer: control characters dropped, CJK and punctuation apart, greedy WordPiece, no lower-casing.</summary>
internal sealed class WordPieceTextTokenizer : TextTokenizer
{
    private static readonly string[] SpecialNames = ["[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]"];

    private readonly WordPieceTokenizer _pieces;
    private readonly KeyValuePair<string, int>[] _specials;
    private readonly int _start;
    private readonly int _end;
    private readonly int _unknown;

    public WordPieceTextTokenizer(string vocabularyFile)
    {
        Dictionary<string, int> found = [];
        int line = 0;
        foreach (string token in File.ReadLines(vocabularyFile))
        {
            if (SpecialNames.Contains(token))
            {
                found[token] = line;
            }

            line++;
        }

        if (found.Count < SpecialNames.Length)
        {
            throw new InvalidDataException($"The BERT vocabulary lacks {string.Join(", ", SpecialNames.Where(name => !found.ContainsKey(name)))}");
        }

        _pieces = WordPieceTokenizer.Create(vocabularyFile, new WordPieceOptions { UnknownToken = "[UNK]" });
        _specials = [.. found];
        _start = found["[CLS]"];
        _end = found["[SEP]"];
        _unknown = found["[UNK]"];
    }

    public override long[] Encode(string text, int limit)
    {
        List<int> ids = [];
        foreach ((string stretch, int? special) in SpecialTokenSplit.Of(text, _specials))
        {
            if (special is { } id)
            {
                ids.Add(id);
                continue;
            }

            foreach (string word in Words(stretch))
            {
                AddWord(word, ids);
                if (ids.Count >= limit)
                {
                    return Frame(ids, _start, _end, limit);
                }
            }
        }

        return Frame(ids, _start, _end, limit);
    }

    private void AddWord(string word, List<int> ids)
    {
        // The reference counts code points, not UTF-16 units, against its limit of a hundred.
        if (word.EnumerateRunes().Count() > 100)
        {
            ids.Add(_unknown);
            return;
        }

        ids.AddRange(_pieces.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false));
    }

    private static IEnumerable<string> Words(string text)
    {
        StringBuilder word = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsDropped(rune))
            {
                continue;
            }

            bool alone = IsCjk(rune.Value) || IsPunctuation(rune);
            if ((alone || IsSpace(rune)) && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (alone)
            {
                yield return rune.ToString();
            }
            else if (!IsSpace(rune))
            {
                word.Append(rune.ToString());
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune);

    private static bool IsDropped(Rune rune) =>
        rune.Value is 0 or 0xFFFD
        || (rune.Value is not ('\t' or '\n' or '\r')
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate);

    private static bool IsPunctuation(Rune rune) =>
        rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126) || Rune.IsPunctuation(rune);

    private static bool IsCjk(int value) => value is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
