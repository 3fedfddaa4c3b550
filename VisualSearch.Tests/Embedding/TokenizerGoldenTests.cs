using System.Text.Json;
using VisualSearch.Engine.Embedding.Tokenizers;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Embedding;

public sealed class TokenizerGoldenTests
{
    [SharedFact]
    public void Clip_ids_equal_the_goldens_of_all_texts() =>
        Compare(new ClipTokenizer(Tiny("vocab.json"), Tiny("merges.txt")), Texts(), "clip_ids", 77, expected: 230);

    [SharedFact]
    public void Word_piece_ids_equal_the_goldens_of_all_texts() =>
        Compare(new WordPieceTextTokenizer(SharedFolder.PathOf("models", "clip-synthetic", "tiny-multilingual", "vocab.txt")), Texts(), "mbert_ids", 128, expected: 230);

    [SharedFact]
    public void Sentence_piece_ids_equal_the_goldens_of_all_texts() =>
        Compare(
            new XlmRobertaTokenizer(SharedFolder.PathOf("models", "xlmr-like-tokenizer", "sentencepiece.bpe.model")),
            SharedFolder.PathOf("models", "xlmr-like-tokenizer", "golden_tokens.jsonl"),
            "ids",
            128,
            expected: 230);

    private static string Tiny(string file) => SharedFolder.PathOf("models", "clip-synthetic", "tiny", file);

    private static string Texts() => SharedFolder.PathOf("models", "clip-synthetic", "golden", "texts.jsonl");

    private static void Compare(TextTokenizer tokenizer, string goldenFile, string member, int limit, int expected)
    {
        List<string> wrong = [];
        int read = 0;
        foreach (string line in File.ReadLines(goldenFile))
        {
            using JsonDocument golden = JsonDocument.Parse(line);
            string text = golden.RootElement.GetProperty("text").GetString()!;
            long[] want = [.. golden.RootElement.GetProperty(member).EnumerateArray().Select(id => id.GetInt64())];
            long[] got = tokenizer.Encode(text, limit);
            if (!want.SequenceEqual(got))
            {
                wrong.Add($"{JsonSerializer.Serialize(text)}: wanted {string.Join(' ', want)}, got {string.Join(' ', got)}");
            }

            read++;
        }

        Assert.Equal(expected, read);
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join('\n', wrong.Take(20))}");
    }
}
