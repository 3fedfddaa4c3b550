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
        foreach (int piece in _pieces.EncodeToIds(text))
        {
            ids.Add(piece == 0 ? Unknown : piece + 1);
        }

        return Frame(ids, Start, End, limit);
    }
}
