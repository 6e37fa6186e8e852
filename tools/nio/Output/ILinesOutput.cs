using System;
using Nio.Lines;

namespace Nio.Output;

/// <summary>Shows results as they come. Disposing writes out what is left.</summary>
internal interface ILinesOutput : IDisposable
{
    /// <summary>Shows one path; a failure was or will be told on standard error as well.</summary>
    void Write(PathResult result);

    /// <summary>Shows the end: the total when there were several paths.</summary>
    /// <param name="total">All results summed up.</param>
    /// <param name="isCancelled">Whether the user stopped it before the end.</param>
    void WriteEnd(LineTotal total, bool isCancelled);

    /// <summary>Lets everything written so far be seen.</summary>
    void Flush();
}
