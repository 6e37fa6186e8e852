namespace NativeIo;

/// <summary>What a program is going to do with a part of a mapping; a hint that systems may ignore.</summary>
public enum MapAdvice
{
    /// <summary>Nothing special.</summary>
    Normal,

    /// <summary>The part is read from start to end: the system reads further ahead.</summary>
    Sequential,

    /// <summary>The part is read here and there: the system does not read ahead.</summary>
    Random,

    /// <summary>The part is needed soon: the system starts to read it, and the call does not wait.</summary>
    WillNeed,

    /// <summary>
    /// The part is not needed soon: its pages leave the process, and come back from the file when they are looked at.
    /// Refused for <see cref="MapAccess.CopyOnWrite"/>, whose changes it would drop.
    /// </summary>
    DontNeed,

    /// <summary>The part is needed now: the call reads it, and later looks do not have to. Linux 5.14.</summary>
    PopulateRead,

    /// <summary>Huge pages are welcome, where the file system has them.</summary>
    HugePage,

    /// <summary>The part may leave memory before others do. Linux 5.4.</summary>
    Cold,

    /// <summary>The part leaves memory now. Linux 5.4.</summary>
    PageOut,
}
