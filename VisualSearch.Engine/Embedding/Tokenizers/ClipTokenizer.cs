using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace VisualSearch.Engine.Embedding.Tokenizers;

/// <summary>CLIP's byte-level BPE: NFC, whitespace to one space, lower case by code point, words cut by CLIP's rule, merges with <c>&lt;/w&gt;</c>.</summary>
/// <remarks>
/// Normalising and cutting are done here because .NET's regular expressions see UTF-16 units, to which a letter beyond the
/// basic plane is no letter, and because its lower-casing is one to one (İ must become two code points).
/// </remarks>
internal sealed class ClipTokenizer : TextTokenizer
{
    private const string StartToken = "<|startoftext|>";
    private const string EndToken = "<|endoftext|>";

    // The longest first: 'll before a lone apostrophe, as the reference's alternation is ordered.
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private readonly BpeTokenizer _bpe;
    private readonly KeyValuePair<string, int>[] _specials;
    private readonly int _start;
    private readonly int _end;

    public ClipTokenizer(string vocabularyFile, string mergesFile)
    {
        BpeOptions options = new(vocabularyFile, mergesFile)
        {
            ByteLevel = true,
            EndOfWordSuffix = "</w>",
            UnknownToken = EndToken,
        };
        _bpe = BpeTokenizer.Create(options);
        _start = IdOf(StartToken);
        _end = IdOf(EndToken);
        _specials = [new(StartToken, _start), new(EndToken, _end)];
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

            foreach (string word in Words(Normalise(stretch)))
            {
                ids.AddRange(_bpe.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false));
                if (ids.Count >= limit)
                {
                    return Frame(ids, _start, _end, limit);
                }
            }
        }

        return Frame(ids, _start, _end, limit);
    }

    private static string Normalise(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (Rune rune in Composed(text).EnumerateRunes())
        {
            if (rune.Value == 'İ')
            {
                result.Append("i\u0307");
            }
            else
            {
                result.Append(Rune.ToLowerInvariant(rune).ToString());
            }
        }

        return result.ToString();
    }

    private static string Composed(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // A lone surrogate, or a code point that is none: what can be composed is not worth a refused query.
            return text;
        }
    }

    /// <summary><c>'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+</c> over code points.</summary>
    private static IEnumerable<string> Words(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            string? contraction = text[at] == '\'' ? Array.Find(Contractions, c => string.CompareOrdinal(text, at, c, 0, c.Length) == 0) : null;
            if (contraction is not null)
            {
                yield return contraction;
                at += contraction.Length;
                continue;
            }

            Kind kind = KindAt(text, at, out int length);
            int end = at + length;
            if (kind is Kind.Letter or Kind.Other)
            {
                while (end < text.Length && KindAt(text, end, out int more) == kind)
                {
                    end += more;
                }
            }

            if (kind != Kind.Space)
            {
                yield return text[at..end];
            }

            at = end;
        }
    }

    private static Kind KindAt(string text, int at, out int length)
    {
        if (Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out length) != System.Buffers.OperationStatus.Done)
        {
            return Kind.Other;
        }

        if (Rune.IsWhiteSpace(rune))
        {
            return Kind.Space;
        }

        if (Rune.IsLetter(rune))
        {
            return Kind.Letter;
        }

        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
            ? Kind.Digit
            : Kind.Other;
    }

    private int IdOf(string token) => _bpe.Vocabulary.TryGetValue(token, out int id)
        ? id
        : throw new InvalidDataException($"The CLIP vocabulary lacks {token}");

    private enum Kind
    {
        Space,
        Letter,
        Digit,
        Other,
    }
}
