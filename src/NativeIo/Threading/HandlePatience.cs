using System;

namespace NativeIo;

/// <summary>How long one file has waited for a handle, and how long its next wait is. The default has not.</summary>
internal struct HandlePatience
{
    /// <summary>How long it has waited, without the time for which the whole process stood still.</summary>
    internal TimeSpan Waited { get; set; }

    /// <summary>How long the last wait took at most.</summary>
    internal int WaitMs { get; set; }
}
