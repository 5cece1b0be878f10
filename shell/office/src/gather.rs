//! Gathering (合批): what many want to read, or to write down, is read or written in sets. While one set is
//! under way, what is wanted next waits; so the more come, the larger the sets.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// The most that is read at once.
const MOST: usize = 256;
/// The most that may wait.
const WAITING: usize = 8192;

/// What reads, or writes, a set.
pub type Reading<V> = Pin<Box<dyn Future<Output = Result<Vec<V>, String>> + Send>>;
type Wish<K, V> = (K, oneshot::Sender<Result<V, String>>);

/// Reads values for keys in sets.
pub struct Gather<K, V> {
    wishes: mpsc::Sender<Wish<K, V>>,
}

impl<K: Send + 'static, V: Send + 'static> Gather<K, V> {
    /// Reads by this: one value for each key, in their order.
    pub fn new(read: impl Fn(Vec<K>) -> Reading<V> + Send + 'static) -> Gather<K, V> {
        let (wishes, mut wished) = mpsc::channel::<Wish<K, V>>(WAITING);
        tokio::spawn(async move {
            let mut waiting = Vec::new();
            while wished.recv_many(&mut waiting, MOST).await > 0 {
                let (keys, back): (Vec<K>, Vec<_>) = waiting.drain(..).unzip();
                // In a task of its own: a reading that breaks off takes nobody else with it.
                let read = tokio::spawn(read(keys)).await;
                match read.unwrap_or_else(|broken| Err(broken.to_string())) {
                    Ok(values) => {
                        for (value, back) in values.into_iter().zip(back) {
                            // Whoever asked may have gone.
                            let _ = back.send(Ok(value));
                        }
                    }
                    Err(error) => {
                        for back in back {
                            let _ = back.send(Err(error.clone()));
                        }
                    }
                }
            }
        });
        Gather { wishes }
    }

    /// The value of a key.
    pub async fn get(&self, key: K) -> Result<V, String> {
        let (back, value) = oneshot::channel();
        let gone = |_| "the reader is gone".to_string();
        self.wishes.send((key, back)).await.map_err(|_| gone(()))?;
        value.await.map_err(|_| gone(()))?
    }
}

/// A reading as [`Gather::new`] takes it.
pub fn reading<V: Send + 'static, E: ToString>(
    read: impl Future<Output = Result<Vec<V>, E>> + Send + 'static,
) -> Reading<V> {
    Box::pin(async move { read.await.map_err(|error| error.to_string()) })
}

/// A gatherer that many hold.
pub type Shared<K, V> = Arc<Gather<K, V>>;

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::time::Duration;

    #[tokio::test]
    async fn what_waits_is_read_at_once_and_each_gets_its_own() {
        let sets = Arc::new(Mutex::new(Vec::new()));
        let seen = sets.clone();
        let gather = Arc::new(Gather::new(move |keys: Vec<u64>| {
            seen.lock().expect("sets").push(keys.len());
            reading(async move {
                tokio::time::sleep(Duration::from_millis(20)).await;
                match keys.contains(&99) {
                    true => Err("trouble"),
                    false => Ok(keys.into_iter().map(|key| key * 2).collect()),
                }
            })
        }));
        let ask = |key| {
            let gather = gather.clone();
            tokio::spawn(async move { gather.get(key).await })
        };
        let first = ask(1);
        tokio::time::sleep(Duration::from_millis(5)).await;
        let more: Vec<_> = (2..40).map(ask).collect();
        assert_eq!(first.await.expect("runs"), Ok(2));
        for (key, one) in (2..40).zip(more) {
            assert_eq!(one.await.expect("runs"), Ok(key * 2));
        }
        assert_eq!(*sets.lock().expect("sets"), [1, 38]);
        assert_eq!(ask(99).await.expect("runs"), Err("trouble".to_string()));
        assert_eq!(ask(4).await.expect("runs"), Ok(8), "it goes on after trouble");
    }
}
