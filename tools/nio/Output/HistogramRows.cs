using System.Globalization;
using System.IO;
using Nio.Lines;

namespace Nio.Output;

/// <summary>A histogram as plain rows for a pipe: length range, number of lines, share.</summary>
internal sealed class HistogramRows(TextWriter writer) : IHistogramView
{
    public void Draw(LengthHistogram histogram, long unterminatedLines)
    {
        long all = Sum(histogram);
        for (int bucket = 0; bucket < histogram.End; bucket++)
        {
            double percent = 100.0 * histogram[bucket] / all;
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Label(bucket),21} {histogram[bucket],11} {percent,5:F1}%"));
        }

        if (unterminatedLines > 0)
        {
            writer.WriteLine(UnterminatedNote(unterminatedLines));
        }
    }

    /// <summary>The lengths of a bucket, such as 64-127.</summary>
    internal static string Label(int bucket)
    {
        long min = LengthHistogram.LengthMin(bucket);
        long max = LengthHistogram.LengthMax(bucket);
        return min == max
            ? min.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{min}-{max}");
    }

    internal static string UnterminatedNote(long lines) => lines == 1
        ? "  1 of them has no delimiter at its end and is not among the lines counted above"
        : $"  {lines} of them have no delimiter at their end and are not among the lines counted above";

    private static long Sum(LengthHistogram histogram)
    {
        long sum = 0;
        for (int bucket = 0; bucket < histogram.End; bucket++)
        {
            sum += histogram[bucket];
        }

        return sum;
    }
}
