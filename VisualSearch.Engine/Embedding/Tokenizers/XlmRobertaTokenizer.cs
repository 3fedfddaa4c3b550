using Microsoft.ML.Tokenizers;

namespace VisualSearch.Engine.Embedding.Tokenizers;

/// <summary>SentencePiece unigram with the ids of XLM-R: start 0, pad 1, end 2, unknown 3, every other piece its SentencePiece id plus one.</summary>
internal sealed class XlmRobertaTokenizer : TextTokenizer
{
    private const int Start = 0;
    private const int End = 2;
    private const int Unknown = 3;

    private readonly SentencePieceTokenizer _pieces;

    public XlmRobertaTokenizer(string modelFile)
    {
        using FileStream stream = File.OpenRead(modelFile);
        _pieces = SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
    }

    public override long[] Encode(string text, int limit)
    {
        List<int> ids = [];
        foreach (int piece in _pieces.EncodeToIds(WithoutControls(text)))
        {
            // SentencePiece gives one unknown for a run of characters it does not know; the library gives one for each.
            if (piece != 0)
            {
                ids.Add(piece + 1);
            }
            else if (ids.Count == 0 || ids[^1] != Unknown)
            {
                ids.Add(Unknown);
            }
        }

        return Frame(ids, Start, End, limit);
    }

    /// <summary>The control characters that the normaliser nmt_nfkc removes and the library leaves in.</summary>
    private static string WithoutControls(string text) => text.Any(IsRemoved) ? string.Concat(text.Where(c => !IsRemoved(c))) : text;

    private static bool IsRemoved(char c) => c is (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F';
}
