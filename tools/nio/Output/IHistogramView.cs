using Nio.Lines;

namespace Nio.Output;

/// <summary>Shows a histogram of line lengths.</summary>
internal interface IHistogramView
{
    /// <summary>Draws it below what was written before.</summary>
    /// <param name="histogram">The line lengths.</param>
    /// <param name="unterminatedLines">How many of the lines have no delimiter at their end.</param>
    void Draw(LengthHistogram histogram, long unterminatedLines);
}
