using System;
using Nio.Scanning;

namespace Nio.Output;

/// <summary>Shows results of files as they come. Disposing writes out what is left.</summary>
internal interface IScanOutput : IDisposable
{
    /// <summary>Shows one file; a failure was told on standard error as well.</summary>
    void Write(ScanFileResult result);

    /// <summary>Shows the end.</summary>
    /// <param name="job">What was done.</param>
    /// <param name="failures">Files and folders that could not be read.</param>
    void WriteEnd(ScanJob job, long failures);

    /// <summary>Lets everything written so far be seen.</summary>
    void Flush();
}
