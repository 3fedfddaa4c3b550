using System.Runtime.InteropServices;
using VisualSearch.Engine.Vectors.InProcess;

namespace VisualSearch.Tests.Vectors;

public sealed class RowDotTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(512)]
    [InlineData(1280)]
    [InlineData(32_768)]
    public void Every_kind_of_instruction_sums_as_the_definition_does_even_at_the_extremes(int stride)
    {
        Random random = new(stride);
        float[] drawn = VectorData.Gaussian(random, stride);
        float[] level = VectorData.Unit([.. Enumerable.Repeat(1f, stride)]);
        float[] falling = VectorData.Unit([.. Enumerable.Repeat(-1f, stride)]);
        byte[] noise = new byte[stride];
        random.NextBytes(noise);
        byte[] most = [.. Enumerable.Repeat((byte)255, stride)];
        byte[] least = [.. Enumerable.Repeat((byte)1, stride)];

        foreach (float[] vector in new[] { drawn, level, falling })
        {
            QueryCodes query = new(vector, stride);
            foreach (byte[] row in new[] { noise, most, least })
            {
                int expected = checked((int)Enumerable.Range(0, stride).Sum(at => (row[at] - 128L) * MemoryMarshal.CreateSpan(ref query.Whole, stride)[at]));
                Check<ScalarDot>(row, query, expected);
                Check<PortableDot>(row, query, expected);
                Check<Avx2Dot>(row, query, expected);
                Check<Avx512Dot>(row, query, expected);
                Check<VnniDot>(row, query, expected);
            }
        }
    }

    [Fact]
    public void The_stated_error_of_a_row_and_of_a_query_covers_what_rounding_lost()
    {
        Random random = new(5);
        for (int at = 0; at < 200; at++)
        {
            // Some with a number that dwarfs the others, which is what real towers give and where a byte is coarse.
            float[] vector = VectorData.Gaussian(random, 96);
            vector[at % 96] += at % 3;
            vector = VectorData.Unit(vector);
            byte[] codes = new byte[128];

            RowCodes row = RowCodes.Write(vector, codes);
            QueryCodes query = new(vector, 128);

            double rowLost = Math.Sqrt(vector.Select((number, place) => Math.Pow(number - ((codes[place] - 128) * (double)row.Factor), 2)).Sum());
            short[] whole = MemoryMarshal.CreateSpan(ref query.Whole, 128).ToArray();
            double queryLost = Math.Sqrt(vector.Select((number, place) => Math.Pow(number - (whole[place] * (double)query.Scale), 2)).Sum());
            Assert.InRange(rowLost, 0, row.Error + 1e-6);
            Assert.InRange(queryLost, 0, query.Error + 1e-7);
            Assert.InRange(row.Error, 0, 0.05);
            Assert.InRange(query.Error, 0, 0.001);
            Assert.All(codes[96..], code => Assert.Equal(RowCodes.Zero, code));
        }
    }

    private static void Check<TDot>(byte[] row, QueryCodes query, int expected)
        where TDot : struct, IRowDot
    {
        if (TDot.IsSupported)
        {
            Assert.Equal(expected, TDot.Dot(ref row[0], query));
        }
    }
}
