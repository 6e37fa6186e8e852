using System;
using Nio.Stores;

namespace Nio.Output;

/// <summary>Shows what <c>nio store</c> does.</summary>
internal interface IStoreOutput : IDisposable
{
    void Write(StoreItem item);

    /// <summary>Nothing more is ready for now.</summary>
    void Flush();

    void WriteEnd(StoreJob job, TimeSpan elapsed);
}
